"""What Halden sells: software with which technicians look after equipment, in modules that are bought one by one."""

from dataclasses import dataclass

PRODUCT = "Halden Works"


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the product that is bought by itself; `key` and `features` are what later rooms count use by."""

    key: str
    name: str
    features: tuple[str, ...]
    is_core: bool = False


MODULES = (
    Module(
        "assets",
        "Asset register",
        ("asset tree", "meter readings", "warranty tracking", "QR labels", "asset documents", "bulk import"),
        is_core=True,
    ),
    Module(
        "orders",
        "Work orders",
        ("job plans", "checklists", "approval of jobs", "time booking", "failure codes", "photo notes"),
        is_core=True,
    ),
    Module(
        "dispatch",
        "Dispatch",
        ("planning board", "skills matching", "shift calendar", "route planning", "on-call rota"),
    ),
    Module("mobile", "Field app", ("offline mode", "barcode scan", "voice notes", "customer signature", "job timer")),
    Module(
        "parts",
        "Parts and stock",
        ("reorder points", "van stock", "purchase requests", "stock counts", "supplier catalogue"),
    ),
    Module(
        "inspect",
        "Inspections",
        ("inspection rounds", "audit reports", "safety permits", "findings to jobs", "legal test dates"),
    ),
    Module(
        "insights",
        "Insights",
        ("downtime dashboard", "cost by asset", "backlog report", "scheduled exports", "mean time to repair"),
    ),
    Module("connect", "Connect", ("ERP connector", "single sign-on", "REST API", "webhooks", "sensor intake")),
)
