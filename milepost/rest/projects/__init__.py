"""Operations on projects, their plans and tasks."""
