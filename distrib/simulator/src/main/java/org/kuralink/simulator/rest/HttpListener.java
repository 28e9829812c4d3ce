/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.rest;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.kuralink.simulator.broker.Transport;
import org.kuralink.simulator.files.FileLinks.Scheme;
import org.kuralink.simulator.https.HttpsUplinkHandler;
import org.kuralink.simulator.port.ListeningPort;

/** Listens for HTTP, or HTTPS. Runs on the event loops it is given and owns no thread. */
final class HttpListener {
  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int IDLE_SECONDS = 120;

  private final Channel listener;

  private HttpListener(Channel listener) {
    this.listener = listener;
  }

  /** Takes the port; nobody is answered before {@link #accept}. */
  static HttpListener reserve(
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      String bind,
      int port,
      Optional<SslContext> tls,
      Site site)
      throws IOException {
    try {
      return new HttpListener(
          new ListeningPort(acceptors, workers, bind, new WriteBufferWaterMark(1 << 19, 1 << 20))
              .reserve(
                  port, tls.isPresent() ? "https" : "http", channel -> equip(channel, tls, site))
              .join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e);
    }
  }

  private static void equip(Channel channel, Optional<SslContext> tls, Site site) {
    tls.ifPresent(t -> channel.pipeline().addLast(t.newHandler(channel.alloc())));
    channel
        .pipeline()
        .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
        .addLast(new HttpServerCodec())
        .addLast(new FlowControlHandler()) // requests sent ahead wait for the answer to the first
        .addLast(site.files().newHandler(tls.isPresent() ? Scheme.HTTPS : Scheme.HTTP))
        .addLast(new UploadHandler(site))
        .addLast(new BodyCollector(MAX_BODY))
        .addLast(
            new HttpsUplinkHandler(
                site.uplink(), tls.isPresent() ? Transport.HTTPS : Transport.HTTP))
        .addLast(new HttpHandler(site));
  }

  void accept() {
    ListeningPort.accept(listener);
  }

  int port() {
    return ListeningPort.number(listener);
  }
}
