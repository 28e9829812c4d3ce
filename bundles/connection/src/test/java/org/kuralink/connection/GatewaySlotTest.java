/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.GatewayCapability;
import org.kuralink.api.connection.Topology;

class GatewaySlotTest {

  private final SessionRig rig = new SessionRig();
  private final GatewaySlot slot = new GatewaySlot();
  private final List<String> told = new ArrayList<>();

  private final class Capability implements GatewayCapability {

    private final String name;

    Capability(String name) {
      this.name = name;
    }

    @Override
    public void open(Topology topology) {
      assertSame(rig.door, topology.session());
      told.add("open " + name);
    }

    @Override
    public void close(Topology topology) {
      told.add("close " + name);
    }
  }

  @BeforeEach
  void start() {
    slot.named("gw");
    slot.serve(rig.session);
  }

  private List<String> told() {
    rig.time.settle();
    return told;
  }

  @Test
  void takesOneThatIsForThisConnectionOrForAny() {
    slot.bind(new Capability("other"), Map.of(GatewayCapability.CONNECTION, "another"));
    assertEquals(List.of(), told());
    slot.bind(new Capability("ours"), Map.of(GatewayCapability.CONNECTION, "gw"));
    assertEquals(List.of("open ours"), told());
    slot.named("renamed");
    assertEquals(List.of("open ours", "close ours"), told());
    slot.bind(new Capability("any"), Map.of(GatewayCapability.CONNECTION, ""));
    assertEquals("open any", told().get(2));
  }

  @Test
  void takesOneOnlyWhichStaysAsLongAsItIsThere() {
    Capability first = new Capability("first");
    slot.bind(first, Map.of());
    slot.bind(new Capability("low"), Map.of("service.ranking", 1));
    slot.bind(new Capability("high"), Map.of("service.ranking", 7));
    assertEquals(List.of("open first"), told());
    slot.unbind(first, Map.of());
    assertEquals(List.of("open first", "close first", "open high"), told());
  }

  @Test
  void followsPropertiesThatChange() {
    Capability capability = new Capability("it");
    slot.bind(capability, Map.of(GatewayCapability.CONNECTION, "gw"));
    slot.bind(capability, Map.of(GatewayCapability.CONNECTION, "another"));
    assertEquals(List.of("open it", "close it"), told());
    slot.bind(capability, Map.of(GatewayCapability.CONNECTION, "gw"));
    assertTrue(told().size() == 3);
  }

  @Test
  void oneThatIsRegisteredForTwoConnectionsIsThereForBoth() {
    Capability capability = new Capability("it");
    Map<String, Object> ours = Map.of(GatewayCapability.CONNECTION, "gw", "service.id", 1L);
    Map<String, Object> others = Map.of(GatewayCapability.CONNECTION, "another", "service.id", 2L);
    slot.bind(capability, ours);
    slot.bind(capability, others);
    assertEquals(List.of("open it"), told());
    slot.unbind(capability, others);
    assertEquals(List.of("open it"), told());
    slot.unbind(capability, ours);
    assertEquals(List.of("open it", "close it"), told());
  }
}
