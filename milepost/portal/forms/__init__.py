"""What a customer writes into the portal's pages."""
