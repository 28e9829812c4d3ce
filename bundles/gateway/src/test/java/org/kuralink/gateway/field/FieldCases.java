/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.gateway.field.ConfigurationReader.Surroundings;
import org.kuralink.json.Json;
import org.kuralink.tsl.ThingModelsComponent;

/** The configurations and messages for the tests of this package. */
final class FieldCases {

  static final Secret SECRET = Secret.of("testTNmjyWHQzniA8wEkTNmjyWHQtest");
  static final DeviceIdentity GATEWAY = new DeviceIdentity("a1Gateway01", "gw-01");
  static final Set<String> ALL = Set.of("TCP", "RTU", FieldChannel.OPC_UA);

  private FieldCases() {}

  static byte[] bytes(String file) {
    try (InputStream in = FieldCases.class.getResourceAsStream("/fieldbus/" + file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  static Surroundings around(Set<String> protocols) {
    return new Surroundings(
        new ThingModelsComponent(), Optional.of(SECRET), Optional.of(GATEWAY), protocols, false);
  }

  /** Reads and checks a configuration with channels for all protocols of the guide. */
  static FieldConfiguration read(byte[] json) {
    TestChannel channel = new TestChannel();
    Map<String, FieldChannel> channels = new LinkedHashMap<>();
    ALL.forEach(protocol -> channels.put(protocol, channel));
    return ChannelChecks.of(
        new ConfigurationReader(around(ALL)).read(json),
        protocol -> Optional.ofNullable(channels.get(protocol)));
  }

  static Map<String, Object> object(String json) {
    try {
      return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
