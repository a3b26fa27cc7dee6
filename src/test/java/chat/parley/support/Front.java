package chat.parley.support;

/// The proxies that stand in front, and how they are set up.
public enum Front {
  /// Nothing but `proxy_pass`: HTTP/1.0 to Parley, buffering where it is not asked to leave it.
  NGINX_BY_DEFAULT {
    @Override
    public ReverseProxy start(int port, int parley) {
      return ReverseProxy.nginx(port, parley, "");
    }
  },
  /// As people tune it for streams, with connections that are kept, and compression of everything.
  NGINX_TUNED {
    @Override
    public ReverseProxy start(int port, int parley) {
      return ReverseProxy.nginx(
          port,
          """
          upstream parley {
            server 127.0.0.1:%d;
            keepalive 4;
          }
          server {
            listen 127.0.0.1:%d;
            gzip on;
            gzip_min_length 0;
            gzip_proxied any;
            gzip_types *;
            location / {
              proxy_pass http://parley;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $host;
              proxy_set_header X-Real-IP $remote_addr;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_buffering off;
            }
          }
          """
              .formatted(parley, port));
    }
  },
  /// HAProxy with the time-outs of Debian's configuration.
  HAPROXY {
    @Override
    public ReverseProxy start(int port, int parley) {
      return ReverseProxy.haproxy(
          port, parley, "option forwardfor\n  timeout client 50s\n  timeout server 50s");
    }
  },
  /// Keeps what it gets until a buffer is full, whatever Parley asks for.
  NGINX_MADE_TO_BUFFER {
    @Override
    public ReverseProxy start(int port, int parley) {
      return ReverseProxy.nginx(
          port,
          parley,
          "proxy_http_version 1.1; proxy_ignore_headers X-Accel-Buffering; proxy_buffering on;");
    }
  };

  /// @param port of the proxy
  /// @param parley its port
  public abstract ReverseProxy start(int port, int parley);
}
