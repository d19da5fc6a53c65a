// The page's behaviour, one module a piece. Each opens with what it takes and what it tells.
import "./toasts.js";
import "./confirm.js";
import "./drawer.js";
import "./palette.js";
import "./keys.js";
import "./requests.js";
import "./dismiss.js";
import "./copy.js";
import "./print.js";
import "./record-field.js";
import "./touchpoint-log.js";
import "./comment-box.js";
import "./running-time.js";
