/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.conformance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.SharedGateway;

/** Replies of the platform, tested with a platform that answers as scripted. */
class ReplyStatementsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private ScriptedPlatform platform;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    platform = new ScriptedPlatform();
    stage = Stage.start(SHARED, data);
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
    platform.close();
  }

  @Test
  @Proves("9.5-6")
  void a_code_of_the_platform_reaches_the_application_as_it_is() throws Exception {
    CloudSession session = connect(Map.of());
    for (int code : List.of(460, 6106, 6313)) {
      platform.answerRequestsWith(code);
      Reply reply =
          session
              .link()
              .request("thing.event.property.post", JsonText.of("{\"a\":1}"))
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      assertEquals(new ResultCode(code), reply.code());
    }
  }

  @Test
  @Proves("9.9-2")
  void a_device_that_the_product_does_not_have_runs_without_a_model() throws Exception {
    platform.answerRequestsWith(6321);
    CloudSession session = connect(Map.of());
    Thing thing = stage.thing(Map.of("model.source", "cloud"));
    await().atMost(LIMIT).until(() -> platform.topics().stream().anyMatch(t -> t.endsWith("/get")));
    assertTrue(thing.model().isEmpty());
    assertTrue(session.status().isOnline());
  }

  @Test
  @Proves("3.1-13")
  void an_idle_session_sends_a_packet_within_the_keep_alive_interval() throws Exception {
    connect(Map.of("keep.alive.seconds", 30));
    await().atMost(Duration.ofSeconds(30)).until(() -> platform.pings() >= 1);
  }

  private CloudSession connect(Map<String, ?> changes) {
    Map<String, Object> all = new java.util.HashMap<>(changes);
    all.put("port", platform.port());
    return stage.connect(all);
  }
}
