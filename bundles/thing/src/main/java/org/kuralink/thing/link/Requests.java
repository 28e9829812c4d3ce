/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.link;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.Request;
import org.kuralink.api.connection.RequestHandler;

/**
 * The handlers that a thing's roles have registered with the link, for requests that come another
 * way than in Alink JSON. Any thread may call.
 */
public final class Requests implements RequestHandler {

  private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();

  /** The link itself, but what is registered with it is known here as well. */
  public DeviceLink over(DeviceLink link) {
    return new DelegatingLink(link) {
      @Override
      public Registration answer(String method, RequestHandler handler) {
        Registration registration = super.answer(method, handler);
        handlers.put(method, handler);
        return () -> {
          handlers.remove(method, handler);
          registration.close();
        };
      }
    };
  }

  @Override
  public CompletionStage<Reply> handle(Request request) {
    RequestHandler handler = find(request.method());
    return handler == null
        ? CompletableFuture.completedFuture(
            Reply.failure(
                ResultCode.REQUEST_ERROR, "nobody on this device answers " + request.method()))
        : handler.handle(request);
  }

  private @Nullable RequestHandler find(String method) {
    RequestHandler found = handlers.get(method);
    for (int dot = method.lastIndexOf('.');
        found == null && dot > 0;
        dot = method.lastIndexOf('.', dot - 1)) {
      found = handlers.get(method.substring(0, dot) + ".*");
    }
    return found;
  }
}
