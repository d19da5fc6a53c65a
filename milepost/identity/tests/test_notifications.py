from milepost.identity.public import Notification, mark_all_read, mark_read, notify


def test_it_tells_once_for_a_key(max_, victor):
    for _again in range(2):
        notify(max_, "task", "It is due", "/x", dedupe_key="task-1")
        notify(victor, "task", "It is due", "/x", dedupe_key="task-1")
        notify(max_, "task", "Something else", "/y")
    assert Notification.objects.visible_to(max_).count() == 3
    assert Notification.objects.visible_to(victor).count() == 1


def test_it_tells_nobody_who_left(make_user):
    notify(make_user("Gone", is_active=False), "task", "It is due", "/x")
    assert not Notification.objects.exists()


def test_it_marks_one_and_all_read(max_):
    for number in range(3):
        notify(max_, "task", f"Number {number}", "/x")
    mark_read(Notification.objects.first())
    assert Notification.objects.unread().count() == 2
    assert mark_all_read(max_) == 2
    assert mark_all_read(max_) == 0
