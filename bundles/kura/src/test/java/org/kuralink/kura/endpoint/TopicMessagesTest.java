/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.subscriber.listener.CloudSubscriberListener;
import org.eclipse.kura.message.KuraPayload;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.SessionState;

/** The messages that an application publishes and receives at the endpoint itself. */
class TopicMessagesTest {

  private final FakeEndpoint endpoint = new FakeEndpoint();
  private final TopicMessages messages = new TopicMessages(endpoint);
  private final List<String> received = new ArrayList<>();
  private final CloudSubscriberListener listener =
      message -> received.add(String.valueOf(message.getProperties().get("topic")));

  private static KuraMessage message(Map<String, Object> properties) {
    KuraPayload payload = new KuraPayload();
    payload.setBody(new byte[] {1});
    return new KuraMessage(payload, properties);
  }

  @Test
  void aDurableMessageIsConfirmedByItsId() throws Exception {
    endpoint.session.state(SessionState.WAITING);
    String id = messages.publish(message(Map.of("topic", "update")));
    assertNotNull(id);
    assertEquals(List.of(id), endpoint.confirmed);
    assertEquals(Delivery.DURABLE, endpoint.session.published().get(0).delivery());
  }

  @Test
  void nobodyConfirmsATransientMessage() throws Exception {
    Map<String, Object> properties = Map.of("topic", "update", "delivery", "transient");
    assertNull(messages.publish(message(properties)));
    assertEquals(Delivery.TRANSIENT, endpoint.session.published().get(0).delivery());
    assertEquals(List.of(), endpoint.confirmed);
    endpoint.session.state(SessionState.WAITING);
    assertThrows(KuraException.class, () -> messages.publish(message(properties)));
  }

  @Test
  void whatCannotGoIsAnException() {
    assertThrows(KuraException.class, () -> messages.publish(null));
    assertThrows(
        KuraException.class,
        () -> messages.publish(message(Map.of("topic", "update", "delivery", "pigeon"))));
    assertThrows(KuraException.class, () -> messages.publish(message(Map.of("topic", "a/#"))));
    assertEquals(List.of(), endpoint.confirmed);
  }

  @Test
  void aListenerMayHaveSeveralTopicsAndEachOnlyOnce() {
    messages.register(Map.of("topic", "a"), listener);
    messages.register(Map.of("topic", "b"), listener);
    messages.register(Map.of("topic", "a"), listener);
    endpoint.session.deliver("/pk/dn/user/a", new byte[0]);
    endpoint.session.deliver("/pk/dn/user/b", new byte[0]);
    assertEquals(List.of("/pk/dn/user/a", "/pk/dn/user/b"), received);
    messages.unregister(listener);
    assertEquals(List.of(), endpoint.session.subscribed());
  }

  @Test
  void aWrongSubscriptionIsNone() {
    messages.register(Map.of(), listener);
    messages.register(Map.of("topic", "/sys/pk/dn/thing/service/property/set"), listener);
    assertTrue(endpoint.session.subscribed().isEmpty());
  }
}
