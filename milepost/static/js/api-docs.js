// The page that shows the API's document: Swagger UI, with requests in the name of whoever is signed in.

const root = document.documentElement;
const place = document.getElementById("api-docs");

function followTheme() {
  root.classList.toggle("dark-mode", root.dataset.bsTheme === "dark");
}

new MutationObserver(followTheme).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
followTheme();

window.SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  syntaxHighlight: false, // it colours by style attributes, which the policy refuses
  validatorUrl: null, // nothing leaves for a validator elsewhere
  onComplete() {
    for (const main of place.querySelectorAll("main")) main.setAttribute("role", "presentation"); // the page has one
  },
  requestInterceptor(request) {
    request.headers["X-CSRFToken"] = place.dataset.csrf;
    return request;
  },
});
