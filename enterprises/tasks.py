"""What the timetable runs in this room; each task calls one service and is safe to run twice."""
