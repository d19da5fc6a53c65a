from django.core import mail

from milepost.identity.public import Invitation, invitation_from_secret


def test_it_lists_invitations_with_their_state(calling, world, ada):
    client = calling(ada)
    [invitation] = client.get("/api/v1/invitations").json()["items"]
    assert (invitation["email"], invitation["state"]) == ("new@example.com", "open")
    assert invitation["team"] == {"id": world.team.pk, "name": "Onboarding"}
    assert invitation["invited_by"]["name"] == "Ada"
    assert "digest" not in invitation


def test_it_revokes(calling, world, ada):
    client = calling(ada)
    assert client.delete(f"/api/v1/invitations/{world.invitation.pk}").status_code == 204
    assert client.get(f"/api/v1/invitations/{world.invitation.pk}").json()["state"] == "revoked"


def test_it_invites_and_mails_the_link(calling, world, ada):
    response = calling(ada).post(
        "/api/v1/invitations",
        {"email": "guest@example.com", "team_id": world.team.pk, "role": "lead"},
        content_type="application/json",
    )
    assert response.status_code == 201
    made = response.json()
    assert made["was_mailed"] is True
    assert made["link"] in mail.outbox[0].body
    invitation = invitation_from_secret(made["link"].rstrip("/").rsplit("/", 1)[1])
    assert (invitation.pk, invitation.team, invitation.role) == (made["id"], world.team, "lead")


def test_it_does_not_invite_twice_under_one_key(calling, world, ada):
    client = calling(ada)
    for status in (201, 409):
        response = client.post(
            "/api/v1/invitations",
            {"email": "guest@example.com"},
            content_type="application/json",
            headers={"Idempotency-Key": "1"},
        )
        assert response.status_code == status
    assert "link" not in response.json()
    assert Invitation.objects.filter(email="guest@example.com").count() == 1


def test_it_refuses_somebody_who_is_here(calling, world, ada):
    response = calling(ada).post("/api/v1/invitations", {"email": "max@example.com"}, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/email"


def test_it_renews_the_link(calling, world, ada):
    link = calling(ada).post(f"/api/v1/invitations/{world.invitation.pk}/renewal").json()["link"]
    assert invitation_from_secret(link.rstrip("/").rsplit("/", 1)[1]) == world.invitation
