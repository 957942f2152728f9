data "docker_registry_image" "ubuntu" {
  name = "ubuntu:24.04"
}
resource "docker_image" "nginx" { name = "nginx:1.29" }
resource "docker_container" "nginx" {
  name  = "web"
  image = "nginx:1.28"
}
resource "docker_service" "nginx" {
  task_spec {
    container_spec { image = "ghcr.io/team/web:1" }
  }
}

resource "kubernetes_deployment_v1" "web" {
  metadata { name = "image" }
  spec {
    template {
      spec {
        init_container {
          name  = "prepare"
          image = "busybox:1.37"
        }
        container {
          name  = "web"
          image = "nginx:1.27"
          env {
            name  = "image"
            value = "no/reference:1"
          }
        }
        container { image = "no/name:1" }
        dynamic "container" {
          for_each = ["a", "b"]
          content {
            name  = container.value
            image = "dynamic:1"
          }
        }
        volume {
          name = "data"
          image { reference = "ghcr.io/team/data:1" }
        }
      }
    }
  }
}
resource "kubernetes_cron_job" "deep" {
  spec {
    job_template {
      spec {
        template {
          spec {
            container { image = "deep:1" }
          }
        }
      }
    }
  }
}

resource "google_cloud_run_service" "one" {
  template {
    spec {
      containers { image = "gcr.io/team/one:1" }
    }
  }
}
resource "google_cloud_run_v2_job" "two" {
  template {
    template {
      containers { image = "gcr.io/team/two:1" }
    }
  }
}
resource "azurerm_container_group" "group" {
  container {
    name  = "web"
    image = "mcr.microsoft.com/web:1"
  }
  init_container { image = "mcr.microsoft.com/init:1" }
}
resource "azurerm_container_app" "app" {
  template {
    container { image = "mcr.microsoft.com/app:1" }
  }
}
resource "aws_lambda_function" "function" {
  image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/function:1"
}
resource "aws_apprunner_service" "service" {
  source_configuration {
    image_repository { image_identifier = "public.ecr.aws/nginx/nginx:1" }
  }
}
resource "aws_sagemaker_model" "model" {
  primary_container { image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/model:1" }
}
