"""What deputies do about it (代表监督): inspections, inquiries, opinions, tasks until closed, their own record."""
