/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.thing.log.LogUpload;
import org.kuralink.thing.log.UploadLevel;
import org.slf4j.LoggerFactory;

/** What bundles log through the gateway's own Logback reaches the platform. */
class LogUploadTest {

  private final LinkedBlockingQueue<String> posted = new LinkedBlockingQueue<>();
  private final DeviceLink link =
      (DeviceLink)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {DeviceLink.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "identity" -> new DeviceIdentity("pk", "dn");
                    case "isOnline" -> true;
                    case "request" -> {
                      posted.add(arguments[0] + " " + arguments[1]);
                      yield CompletableFuture.completedFuture(Reply.success());
                    }
                    default -> (Registration) () -> {};
                  });

  @Test
  void warningsOfOurLoggersAreSentUntilItEnds() throws InterruptedException {
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    try {
      LogUpload upload = LogUpload.ofLoggers("test", UploadLevel.WARN, guarded -> guarded, thread);
      upload.attach(link);
      LoggerFactory.getLogger("org.kuralink.probe.Some").warn("seen {} times", 3);
      LoggerFactory.getLogger("org.kuralink.probe.Some").info("not loud enough");
      LoggerFactory.getLogger("org.example.Other").warn("not ours");
      assertEquals(
          "thing.config.log.get {\"configScope\":\"device\",\"getType\":\"content\"}",
          posted.poll(30, TimeUnit.SECONDS));
      String post = posted.poll(30, TimeUnit.SECONDS);
      assertTrue(
          post.startsWith("thing.log.post [{")
              && post.contains("\"logContent\":\"Some: seen 3 times\"")
              && post.indexOf("utcTime") == post.lastIndexOf("utcTime"),
          post);
      upload.detach();
      LoggerFactory.getLogger("org.kuralink.probe.Some").warn("too late");
      assertTrue(thread.shutdownNow().isEmpty());
    } finally {
      thread.shutdownNow();
    }
  }
}
