"""The mounted API: `/api/v1` and its document. Owns no tables; it translates shapes and calls the rooms' actions."""
