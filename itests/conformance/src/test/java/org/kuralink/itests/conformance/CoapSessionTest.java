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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.itests.conformance.ReportingDevice.LIMIT;
import static org.kuralink.itests.conformance.ReportingDevice.done;
import static org.kuralink.itests.conformance.ReportingDevice.post;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.LinkException;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.SharedGateway;

/**
 * Tests that the gateway reports over CoAP from the configuration to the platform, also with lost
 * datagrams.
 */
class CoapSessionTest {

  private static final String TOPIC =
      "/" + Stage.PRODUCT_KEY + "/" + Stage.DEVICE_NAME + "/user/update";

  @RegisterExtension static final SharedGateway SHARED = new SharedGateway();

  @TempDir Path data;
  private Stage stage;
  private ReportingDevice device;

  @BeforeEach
  void start() throws Exception {
    stage = Stage.start(SHARED, data);
    device = new ReportingDevice(stage);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"coaps", "coap-symmetric"})
  void what_is_posted_arrives_and_is_accepted(String transport) throws Exception {
    device.connect(transport, Map.of());
    PostResult result = done(post(device.thing(), 42));
    assertTrue(result.isSuccess());
    assertFalse(result.isAnswered(), "accepted, and no more is known");
    assertEquals(42, stage.platform().property("uptime").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"coaps", "coap-symmetric"})
  void it_goes_on_after_a_restart(String transport) throws Exception {
    device.connect(transport, Map.of());
    done(post(device.thing(), 1));
    stage.disconnect();
    stage.stopGateway();
    stage.startGateway();
    device.connect(transport, Map.of());
    Thing thing = device.thing();
    done(post(thing, 2));
    done(post(thing, 3));
    assertEquals(List.of(1, 2, 3), device.posted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"coaps", "coap-symmetric"})
  void whatever_the_way_does_each_message_arrives_and_in_order(String transport) throws Exception {
    try (LossyWay way = new LossyWay(device.port(transport))) {
      device.connect(transport, Map.of("port", way.port()));
      Thing thing = device.thing();
      List<CompletionStage<PostResult>> posts = new ArrayList<>();
      for (int i = 1; i <= 12; i++) {
        posts.add(post(thing, i));
      }
      for (CompletionStage<PostResult> one : posts) {
        assertTrue(done(one).isSuccess());
      }
      assertEquals(
          IntStream.rangeClosed(1, 12).boxed().toList(),
          device.posted().stream().distinct().toList());
      assertTrue(way.lost() > 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"coaps, 20000, 131073", "coap-symmetric, 1024, 1025"})
  void what_is_too_large_is_refused_here(String transport, int good, int bad) throws Exception {
    CloudSession session = device.connect(transport, Map.of());
    done(session.publish(new Message(TOPIC, new byte[good]), Delivery.ACKNOWLEDGED));
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () -> done(session.publish(new Message(TOPIC, new byte[bad]), Delivery.ACKNOWLEDGED)));
    assertEquals(
        LinkException.Reason.TOO_LARGE,
        assertInstanceOf(LinkException.class, failure.getCause()).reason());
    assertTrue(session.status().isOnline());
  }

  @ParameterizedTest
  @ValueSource(strings = {"coaps", "coap-symmetric"})
  @Proves("3.3-10")
  void a_wrong_secret_is_told(String transport) {
    assertFault(
        SessionFault.Cause.WRONG_SECRET, device.over(transport, Map.of("device.secret", "wrong")));
  }

  @Test
  @Proves("3.3-12")
  void a_server_whose_root_nobody_added_is_not_trusted() {
    assertFault(SessionFault.Cause.CERTIFICATE, device.over("coaps", Map.of("ca.certificate", "")));
  }

  private void assertFault(SessionFault.Cause cause, Map<String, ?> properties) {
    CloudSession session = stage.configure(properties);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                session.status().fault().map(SessionFault::cause).stream().anyMatch(cause::equals));
    assertFalse(session.status().isOnline());
  }
}
