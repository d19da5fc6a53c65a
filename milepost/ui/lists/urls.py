"""The addresses that all lists share; each list's page has its own, named by its `url_name`."""

from django.urls import path

from milepost.ui.lists import bulk, downloads, editing, filtering, pages, record_fields, saved

app_name = "lists"
urlpatterns = [
    path("<slug:key>/", pages.to_list, name="list"),
    path("<slug:key>/bulk/<slug:action_key>/", bulk.bulk, name="bulk"),
    path("<slug:key>/work/<int:work_id>/", bulk.bulk_progress, name="bulk-progress"),
    path("<slug:key>/work/<int:work_id>/undo/", bulk.bulk_undo, name="bulk-undo"),
    path("<slug:key>/export.<slug:kind>", downloads.export, name="export"),
    path("<slug:key>/filter/<slug:field_key>/", filtering.condition_form, name="filter-form"),
    path("<slug:key>/options/<slug:field_key>/", filtering.option_list, name="filter-options"),
    path("<slug:key>/fields/<str:pk>/<slug:field_key>/", record_fields.record_field, name="record-field"),
    path("<slug:key>/rows/<str:pk>/", editing.row, name="row"),
    path("<slug:key>/rows/<str:pk>/<slug:field_key>/", editing.cell, name="cell-edit"),
    path("<slug:key>/views/new/", saved.new_view, name="view-new"),
    path("<slug:key>/views/<int:pk>/default/", saved.default_view, name="view-default"),
    path("<slug:key>/views/<int:pk>/", saved.edit_view, name="view-edit"),
    path("<slug:key>/views/<int:pk>/update/", saved.update_view, name="view-update"),
]
