/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldChannel;

class ChannelRegistryTest {

  private final ChannelRegistry board = new ChannelRegistry();
  private final FieldChannel channel = new TestChannel();

  private static Map<String, ?> speaking(String protocol, long id) {
    return Map.of(FieldChannel.PROTOCOL, protocol, "service.id", id);
  }

  @Test
  void aChannelThatIsRegisteredTwiceSpeaksBothProtocols() {
    board.put(channel, speaking("BACNET", 1));
    board.put(channel, speaking("KNX", 2));
    assertEquals(Set.of("BACNET", "KNX"), board.protocols());
    board.put(channel, speaking("MBUS", 2));
    assertEquals(Set.of("BACNET", "MBUS"), board.protocols());
    board.remove(channel, speaking("BACNET", 1));
    assertEquals(Optional.empty(), board.of("BACNET"));
    assertEquals(Optional.of(channel), board.of("MBUS"));
    board.remove(channel, speaking("MBUS", 2));
    assertEquals(Set.of(), board.protocols());
  }
}
