import stat

from django.core.mail import EmailMultiAlternatives

from milepost.config.mail_files import EmailBackend

LINK = f"https://milepost.of-a-company-with-a-long-name.example/invitation/{'x' * 43}/"


def mail():
    message = EmailMultiAlternatives("Grüße", f"Öffnen:\n{LINK}\n", "a@example.com", ["b@example.com"])
    message.attach_alternative(f'<p>Ö</p><a href="{LINK}">{LINK}</a>', "text/html")
    return message


def test_it_writes_each_mail_with_its_links_whole(tmp_path):
    folder = tmp_path / "mail"
    assert EmailBackend(file_path=str(folder)).send_messages([mail(), mail()]) == 2
    first, _second = sorted(folder.glob("*.eml"))
    text = first.read_text()
    assert f"\n{LINK}\n" in text
    assert f'href="{LINK}"' in text
    assert "To: b@example.com" in text


def test_it_keeps_mails_to_the_installations_user(tmp_path):
    EmailBackend(file_path=str(tmp_path / "mail")).send_messages([mail()])
    [path] = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
