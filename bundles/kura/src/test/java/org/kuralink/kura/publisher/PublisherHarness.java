/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;
import org.kuralink.kura.endpoint.FakeEndpoint;

/** A publisher with an endpoint, for tests. */
final class PublisherHarness {

  final FakeEndpoint endpoint = new FakeEndpoint();
  final List<String> arrived = new ArrayList<>();

  /** Activates a publisher without an endpoint. */
  <P extends KuraPublisher> P start(P publisher, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("kura.service.pid", "pub");
    all.putIfAbsent("cloud.endpoint.service.pid", FakeEndpoint.NAME);
    publisher.registerCloudDeliveryListener(arrived::add);
    publisher.activate(all);
    return publisher;
  }

  /** Activates a publisher at the endpoint. */
  <P extends KuraPublisher> P startAt(P publisher, Map<String, Object> properties) {
    start(publisher, properties);
    add(publisher);
    return publisher;
  }

  void add(KuraPublisher publisher) {
    publisher.addEndpoint(endpoint, Map.of("kura.service.pid", FakeEndpoint.NAME));
  }

  static KuraMessage message(Map<String, Object> metrics) {
    KuraPayload payload = new KuraPayload();
    payload.setTimestamp(new Date(9));
    metrics.forEach(payload::addMetric);
    return new KuraMessage(payload);
  }

  static KuraMessage body(byte[] body) {
    KuraPayload payload = new KuraPayload();
    payload.setBody(body);
    return new KuraMessage(payload);
  }
}
