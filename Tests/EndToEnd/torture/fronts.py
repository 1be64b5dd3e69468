"""What stands before the recording backend: the proxy under test, nginx, HAProxy."""

import shutil
import socket
from pathlib import Path

from processes import Child, free_port

# Debian keeps them where only administrators look.
NGINX = shutil.which("nginx") or (Path("/usr/sbin/nginx").exists() and "/usr/sbin/nginx") or None
HAPROXY = shutil.which("haproxy") or (Path("/usr/sbin/haproxy").exists() and "/usr/sbin/haproxy") or None

NGINX_CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    upstream backend {{ server 127.0.0.1:{backend}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection "";
        }}
    }}
}}
"""
HAPROXY_CONFIGURATION = """
global
    maxconn 1000
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend front
    bind 127.0.0.1:{port}
    default_backend backend
backend backend
    http-reuse always
    server one 127.0.0.1:{backend}
"""


def start(program, folder, backend):
    """Starts nginx or HAProxy before `backend`; the process and its port."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    is_nginx = program == NGINX
    path = folder / "front.conf"
    text = NGINX_CONFIGURATION if is_nginx else HAPROXY_CONFIGURATION
    path.write_text(text.format(folder=folder, port=port, backend=backend.port))
    command = [program, "-e", folder / "early.log", "-p", folder, "-c", path] if is_nginx else [program, "-f", path]
    child = Child(command, folder, "front")
    child.wait_for(lambda: _answers(port), seconds=20, what=str(program))
    return child, port


def _answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False
