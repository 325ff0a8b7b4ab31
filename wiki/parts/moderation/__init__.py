"""What members signal and animators decide: flags, cases, decisions, restraints, appeals, incidents."""
