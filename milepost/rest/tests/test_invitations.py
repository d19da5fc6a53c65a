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
