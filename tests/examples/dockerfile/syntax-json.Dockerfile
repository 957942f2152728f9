{
  "syntax": "ghcr.io/team/frontend:1"
}
