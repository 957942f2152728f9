variable "elsewhere" {
  default = "elsewhere:1"
}
