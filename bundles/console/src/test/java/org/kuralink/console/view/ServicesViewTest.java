/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.console.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.thing.FakeThing;
import org.kuralink.api.thing.HandlerStatus;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.console.ServiceModel;

class ServicesViewTest {

  private static final ThingModel MODEL = ServiceModel.of("Reset", "SetWeight");

  private static String shown(HandlerStatus... handlers) {
    ServicesView view = new ServicesView();
    view.addThing(
        new FakeThing(new CompletableFuture<>(), Optional.of(MODEL), List.of(handlers)),
        Map.of(CloudSession.PID, "main"));
    return view.services().replace(System.lineSeparator(), "\n");
  }

  @Test
  void namesServicesWithoutAHandler() {
    assertEquals(
        """
        thing main: pk/dn: no handlers
        no handler for Reset, SetWeight: calls are answered with code 400""",
        shown());
  }

  @Test
  void showsHandlersAndTheirLoad() {
    assertEquals(
        """
        thing main: pk/dn
          task      applies to                          handler  now   waiting
          sets      everything without another handler  Pump     idle  0
          executes  SetWeight                           Scales   busy  2
        no handler for Reset: calls are answered with code 400""",
        shown(
            new HandlerStatus(HandlerStatus.Kind.SERVICE, Set.of("SetWeight"), "Scales", true, 2),
            new HandlerStatus(HandlerStatus.Kind.PROPERTY_SET, Set.of(), "Pump", false, 0)));
  }

  @Test
  void handlerOfEverythingCoversAllServices() {
    assertEquals(
        -1,
        shown(new HandlerStatus(HandlerStatus.Kind.SERVICE, Set.of(), "Machine", false, 0))
            .indexOf("no handler for"));
  }
}
