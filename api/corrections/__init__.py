"""What people of the team put right, as whoever runs Alú sees it and hands it on: ``alu corrections``."""
