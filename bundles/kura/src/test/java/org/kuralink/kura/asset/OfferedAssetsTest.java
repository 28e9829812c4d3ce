/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.SubDevice;

/** Assets that are offered to the current gateway and to its replacements. */
class OfferedAssetsTest {

  private final OfferedAssets offers = new OfferedAssets();
  private final List<String> heard = new ArrayList<>();

  private Gateway gateway(String name) {
    return (Gateway)
        Proxy.newProxyInstance(
            Gateway.class.getClassLoader(),
            new Class<?>[] {Gateway.class},
            (proxy, method, arguments) -> {
              assertEquals("offer", method.getName());
              DeviceIdentity device = ((SubDevice) arguments[0]).identity();
              heard.add(name + " takes " + device);
              return (Registration) () -> heard.add(name + " gives back " + device);
            });
  }

  private static SubDevice device(String name) {
    return () -> new DeviceIdentity("pk", name);
  }

  private List<String> heard() {
    List<String> all = List.copyOf(heard);
    heard.clear();
    return all;
  }

  @Test
  void whatIsOfferedGoesToTheGatewayThatComes() {
    Registration one = offers.offer(device("one"));
    assertEquals(List.of(), heard());
    Gateway first = gateway("first");
    offers.to(Optional.of(first), null);
    offers.to(Optional.of(first), null);
    assertEquals(List.of("first takes pk/one"), heard());
    offers.offer(device("two"));
    one.close();
    one.close();
    assertEquals(List.of("first takes pk/two", "first gives back pk/one"), heard());
  }

  @Test
  void oneThatIsReplacedKeepsWhatItHasAndOneThatIsForOthersNowDoesNot() {
    offers.offer(device("one"));
    Gateway first = gateway("first");
    Gateway second = gateway("second");
    offers.to(Optional.of(first), null);
    heard();
    offers.to(Optional.empty(), first);
    assertEquals(List.of(), heard(), "its devices stay logged in");
    offers.to(Optional.of(second), null);
    assertEquals(List.of("second takes pk/one"), heard());
    offers.to(Optional.of(first), null);
    assertEquals(List.of("second gives back pk/one", "first takes pk/one"), heard());
    offers.to(Optional.empty(), null);
    assertEquals(List.of("first gives back pk/one"), heard());
  }
}
