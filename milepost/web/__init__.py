"""The staff's pages that belong to no single room: navigation, Today, settings. Owns no tables."""
