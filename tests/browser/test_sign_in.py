"""Signing in with a second factor, and coming in by an invitation, in a browser."""

import base64
import hashlib
import hmac
import re
import struct
import time

from django.core import mail
from playwright.sync_api import expect

from conftest import PASSWORD


def code_of(secret: str, shift: int = 0) -> str:
    """A six-digit code of RFC 6238, made without the library under test."""
    counter = struct.pack(">Q", int(time.time()) // 30 + shift)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(page, user):
    page.goto("/sign-in/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_it_signs_in_with_a_code_from_an_authenticator(browser_page, max_, axe):
    page = browser_page()
    page.set_default_timeout(60_000)  # many steps, each with a password hash or an axe run
    sign_in(page, max_)
    page.wait_for_url("**/")
    page.goto("/settings/security/")
    page.get_by_role("link", name="Turn on two-factor sign-in").click()
    axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Cannot scan it?").click()
    secret = page.locator("#totp-secret").inner_text()
    axe(page)
    page.get_by_label("Six digits").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    axe(page)
    codes = page.locator("#recovery-codes code").all_inner_texts()
    assert len(codes) == 10

    page.goto("/")
    page.get_by_role("button", name=re.compile("profile and sign out")).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, max_)
    axe(page)
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=re.compile("profile and sign out")).wait_for()

    page.goto("/sign-in/logout/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    sign_in(page, max_)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/settings/security/")
    assert page.get_by_text("9 recovery codes are left").is_visible()


def test_it_comes_in_by_an_invitation(browser_page, ada, axe):
    page = browser_page(ada)
    page.goto("/settings/invitations/new/")
    page.get_by_label("E-mail").fill("nora@example.com")
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_label("Link of the invitation").input_value()
    axe(page)
    assert link in mail.outbox[0].body
    guest = browser_page(timezone_id="Asia/Tokyo")
    guest.goto(re.sub(r"^http://[^/]+", "", link))
    axe(guest)
    guest.get_by_label("Your name").fill("Nora")
    guest.get_by_label("Choose a password").fill(PASSWORD)
    guest.get_by_role("button", name="Join").click()
    guest.wait_for_url("**/")
    guest.goto("/settings/preferences/")
    assert guest.get_by_label("Time zone").input_value() == "Asia/Tokyo"


def test_it_offers_the_zone_of_the_device(browser_page, max_):
    page = browser_page(max_, timezone_id="Europe/Lisbon")
    page.goto("/settings/preferences/")
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    expect(page.get_by_role("button", name="Use it")).to_have_count(0)
