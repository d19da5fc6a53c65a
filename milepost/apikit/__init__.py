"""What every API operation shares: errors, paging, sparse fields, ETags, idempotency, rate limits, tokens.

Owns the table of kept answers for idempotency keys. Knows no domain.
"""
