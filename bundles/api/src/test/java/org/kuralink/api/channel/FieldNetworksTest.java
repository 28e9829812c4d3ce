/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNetworksTest {

  @ParameterizedTest
  @CsvSource({
    "'', 192.168.1.30, true",
    "'', 10.1.2.3, true",
    "'', 172.31.0.1, true",
    "'', 172.32.0.1, false",
    "'', fd12::1, true",
    "'', 8.8.8.8, false",
    "'', 127.0.0.1, false",
    "'', ::1, false",
    "'', ::ffff:127.0.0.1, false",
    "'', 0.0.0.0, false",
    "'', 169.254.169.254, false",
    "'', fe80::1, false",
    "any, 8.8.8.8, true",
    "any, 127.0.0.1, false",
    "any, 169.254.1.1, false",
    "'loopback, private', 127.0.0.1, true",
    "'loopback, private', 192.168.0.1, true",
    "loopback, 192.168.0.1, false",
    "link-local, 169.254.1.1, true",
    "10.20.0.0/16, 10.20.9.9, true",
    "10.20.0.0/16, 10.21.0.1, false",
    "10.20.0.0/15, 10.21.0.1, true",
    "127.0.0.0/8, 127.0.0.1, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "203.0.113.7, 203.0.113.7, true",
    "203.0.113.7, 203.0.113.8, false",
    "2001:db8::/32, 2001:db8::1, true",
    "'any, loopback, link-local', 224.0.0.1, false",
    "'any, loopback, link-local', 255.255.255.255, false",
  })
  void whatIsAllowed(String networks, String address, boolean allowed) throws UnknownHostException {
    assertEquals(
        allowed,
        FieldNetworks.of(networks).refusal(InetAddress.getByName(address)).isEmpty(),
        () -> networks + " " + address);
  }

  @Test
  void aRefusalNamesTheSettingAndTheValueThatAllowsTheAddress() throws Exception {
    String text = FieldNetworks.of("").refusal(InetAddress.getByName("127.0.0.1")).orElseThrow();
    assertEquals("127.0.0.1 is this gateway itself; networks allows it by 'loopback'", text);
    assertEquals(
        "8.8.8.8 is not in networks (private)",
        FieldNetworks.of(" ").refusal(InetAddress.getByName("8.8.8.8")).orElseThrow());
  }

  @Test
  void anAddressIsCheckedWhenItIsLookedUp() throws Exception {
    FieldException refused =
        assertThrows(FieldException.class, () -> FieldNetworks.of("").resolve("127.0.0.1"));
    assertEquals(FieldException.Cause.FORBIDDEN, refused.reason());
    assertTrue(FieldNetworks.of("loopback").resolve("[::1]").isLoopbackAddress());
  }

  @Test
  void aNameIsCheckedAgainWhenItsAddressChanges() throws Exception {
    Deque<InetAddress[]> answers = new ArrayDeque<>();
    answers.add(new InetAddress[] {InetAddress.getByName("192.168.1.30")});
    answers.add(
        new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("10.0.0.9")});
    answers.add(new InetAddress[] {InetAddress.getByName("169.254.169.254")});
    FieldNetworks networks = FieldNetworks.of("");
    assertEquals(
        "192.168.1.30", networks.resolve("plc.example", host -> answers.pop()).getHostAddress());
    assertEquals(
        "10.0.0.9", networks.resolve("plc.example", host -> answers.pop()).getHostAddress());
    FieldException refused =
        assertThrows(
            FieldException.class, () -> networks.resolve("plc.example", host -> answers.pop()));
    assertEquals(FieldException.Cause.FORBIDDEN, refused.reason());
    assertEquals(
        "169.254.169.254 is link-local; networks allows it by 'link-local'", refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lan",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0/8",
        "plc.example",
        "private,",
        "1.2.3.400"
      })
  void anInvalidSettingIsRefusedWithTheAllowedValues(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> FieldNetworks.of(text));
    assertTrue(refused.getMessage().contains("allowed are private, loopback"));
  }
}
