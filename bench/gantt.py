"""How smoothly a plan of 2,000 tasks scrolls in Chromium: `python bench/gantt.py [tasks] [seconds]`; needs Playwright.

A server of its own on a free port, a folder of its own. Printed: how long until the bars are drawn, frames a second
while the plan scrolls down and sideways, the longest frame, and how fast the other views are there.
"""

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time

FOLDER = tempfile.mkdtemp(prefix="milepost-bench-")
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
BASE = f"http://localhost:{PORT}"
os.environ["MILEPOST_DATA_DIR"] = FOLDER
os.environ["MILEPOST_URL"] = BASE
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.config.settings"

import django

django.setup()

from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from milepost.identity.public import Role, User
from milepost.projects.public import LinkEdit, NewTask, Project, change_plan, create_project

TASKS, SECONDS = (int(argument) for argument in [*sys.argv[1:], "2000", "4"][:2])
PHASE = 20  # tasks below each phase
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-sync",
]
SCROLL = """([x, y, seconds]) => new Promise((done) => {
    const box = document.querySelector(".plan-canvas");
    const frames = [];
    const began = performance.now();
    let last = began;
    const step = (now) => {
        frames.push(now - last);
        last = now;
        box.scrollTop += y;
        box.scrollLeft += x;
        if (y && box.scrollTop + box.clientHeight >= box.scrollHeight - 1) y = -y;
        if (y < 0 && box.scrollTop === 0) y = -y;
        if (now - began < seconds * 1000) requestAnimationFrame(step);
        else done(frames.slice(1));
    };
    requestAnimationFrame(step);
})"""


def fill() -> tuple[User, Project]:
    person = User.objects.create(email="bench@example.com", name="Bench", role=Role.LEAD, is_active=True)
    project = create_project("Two thousand tasks", actor=person.as_actor(), lead=person)
    edits: list[NewTask | LinkEdit] = []
    for number in range(TASKS):
        phase = f"phase {number // PHASE}"
        if number % PHASE == 0:
            edits.append(NewTask(phase, {"title": phase.capitalize()}))
            continue
        edits.append(NewTask(f"task {number}", {"title": f"Task {number}", "duration_minutes": 960}, parent_id=phase))
        if number % PHASE > 1:
            edits.append(LinkEdit(f"task {number - 1}", f"task {number}"))
    change_plan(project, edits, actor=person.as_actor(), as_one=True)
    return person, project


def ready(page: Page, address: str, selector: str) -> float:
    """Return after how many milliseconds of a page's life the selector is there."""
    page.goto(BASE + address)
    page.wait_for_selector(selector)
    return float(page.evaluate("performance.now()"))


def look(page: Page, project: Project) -> None:
    for turn in ("cold", "warm"):
        taken = ready(page, f"/projects/{project.pk}/gantt/", ".plan-front .bar")
        print(f"gantt ready, {turn}: {taken:.0f} ms")
    for name, way in (("down", (0, 40)), ("far down", (0, 400)), ("sideways", (25, 0))):
        frames = page.evaluate(SCROLL, [*way, SECONDS])
        print(f"scrolling {name}: {len(frames) / sum(frames) * 1000:.0f} frames/s, longest {max(frames):.0f} ms")
    for view, selector in (("list", ".plan-row"), ("board", ".card-item"), ("days", ".calendar-bar")):
        print(f"{view} ready: {ready(page, f'/projects/{project.pk}/{view}/', selector):.0f} ms")


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    person, project = fill()
    client = Client()
    client.force_login(person)
    server = subprocess.Popen([shutil.which("milepost") or "milepost", "serve", "--port", str(PORT), "--no-access-log"])
    try:
        with sync_playwright() as playwright:
            found = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": BASE}])
            _wait()
            load = os.getloadavg()[0]
            print(f"{TASKS} tasks, {platform.platform()}, load {load:.1f}")
            print(f"Chromium {browser.version}, without a graphics card")
            look(page, project)
            browser.close()
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(FOLDER, ignore_errors=True)


def _wait() -> None:
    for _turn in range(200):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", PORT)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
