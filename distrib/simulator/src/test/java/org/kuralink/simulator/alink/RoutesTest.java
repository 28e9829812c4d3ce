/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kuralink.simulator.registry.DeviceKey;

class RoutesTest {
  private static final DeviceKey KEY = new DeviceKey("pk", "dn");

  @ParameterizedTest
  @CsvSource({
    "/shadow/update/{pk}/{dn}, /shadow/update/pk/dn, ''",
    "/ota/device/{what}/{pk}/{dn}, /ota/device/inform/pk/dn, inform",
    "/{pk}/{dn}/#, /pk/dn/user/update, user/update",
    "/{pk}/{dn}/#, /pk/dn/, ''",
    "/ext/rrpc/{id}/#, /ext/rrpc/7/a/b, 7 a/b"
  })
  void aPatternTakesItsTopics(String pattern, String topic, String values) {
    Routes routes = new Routes();
    routes.message(pattern, message -> {});
    Routes.Found<InboundHandler> found = routes.message(topic, KEY);
    assertNotNull(found);
    assertEquals(values, String.join(" ", found.values()));
  }

  @ParameterizedTest
  @CsvSource({
    "/shadow/update/{pk}/{dn}, /shadow/update/pk/other",
    "/shadow/update/{pk}/{dn}, /shadow/update/pk/dn/more",
    "/shadow/update/{pk}/{dn}, /shadow/update/pk",
    "/ota/device/{what}/{pk}/{dn}, /ota/device//pk/dn",
    "/{pk}/{dn}/#, /pk/dn",
    "/{pk}/{dn}/#, /pk2/dn/x"
  })
  void andNoOthers(String pattern, String topic) {
    Routes routes = new Routes();
    routes.message(pattern, message -> {});
    assertNull(routes.message(topic, KEY));
  }

  @Test
  void aPathWithoutNamesGoesFirst() {
    Routes routes = new Routes();
    RequestHandler named = request -> Answer.success();
    RequestHandler exact = request -> Answer.success();
    routes.request("thing/event/{event}/post", named);
    routes.request("thing/event/property/post", exact);
    assertEquals(exact, routes.request("thing/event/property/post", KEY).handler());
    assertEquals(List.of("alarm"), routes.request("thing/event/alarm/post", KEY).values());
    assertNull(routes.request("thing/event/alarm", KEY));
    assertThrows(
        IllegalStateException.class, () -> routes.request("thing/event/property/post", named));
  }
}
