package dev.meshscope.queryapi.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Problem documents for what the server itself refuses, such as a URL that it cannot parse. */
final class ServerProblems implements Request.Handler {
  private final Replies replies;
  private final RequestIds requestIds;

  ServerProblems(Replies replies, RequestIds requestIds) {
    this.replies = replies;
    this.requestIds = requestIds;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Reply.Failed failed = Failures.ofStatus(response.getStatus());
    String id = requestIds.fit(request.getHeaders().get(RequestIds.HEADER));
    response.setStatus(failed.type().status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(RequestIds.HEADER, id);
    response.getHeaders().put(Replies.CONTENT_TYPE_OPTIONS, Replies.NO_SNIFF);
    String path = Objects.requireNonNullElse(request.getHttpURI().getPath(), "/");
    byte[] body = replies.problem(failed, path, id);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
