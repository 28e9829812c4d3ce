/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldError;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;

/**
 * A validated OPC UA server of a pushed configuration (developer guide 9.6).
 *
 * @param serverId the id of the entry
 * @param address the address in the push, which is used whatever address the server reports
 * @param security the protection of messages
 * @param userName the user; empty for anonymous
 * @param password the password of the user
 * @param timeout the timeout of a request, including method calls
 * @param devices the devices by identity, in the order of the push
 */
record UaTarget(
    String serverId,
    Address address,
    UaSecurity security,
    String userName,
    Optional<Secret> password,
    Duration timeout,
    Map<DeviceIdentity, UaDevice> devices) {

  /** Copies the map. */
  UaTarget {
    devices = Collections.unmodifiableMap(new LinkedHashMap<>(devices));
  }

  static final int DEFAULT_PORT = 4840;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final int LONGEST_TIMEOUT_SECONDS = 3600;
  private static final Pattern URL =
      Pattern.compile("opc\\.tcp://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?(/[^?#\\s]*)?");

  /**
   * The address to connect to, taken from the server's URL.
   *
   * @param host the name or address; an IPv6 address is in brackets
   * @param path the path after the port, empty or with a leading slash
   */
  record Address(String host, int port, String path) {

    @Override
    public String toString() {
      return "opc.tcp://" + host + ":" + port + path;
    }
  }

  /** The result of the validation: the target, or the errors. */
  record Checked(Optional<UaTarget> target, List<FieldError> errors) {}

  static Checked read(FieldServer server, OpcUaSettings settings) {
    List<FieldError> errors = new ArrayList<>();
    BiConsumer<String, String> wrong =
        (member, text) -> errors.add(new FieldError(server.place(), member, text));
    Optional<Address> address = address(server.members().get("url"), wrong);
    Optional<UaSecurity> security =
        UaSecurity.read(server.members(), settings.deprecatedPolicies(), wrong);
    String user = user(server, wrong);
    Duration timeout = timeout(server.members().get("timeout"), wrong);
    Map<DeviceIdentity, UaDevice> devices = devices(server.devices(), errors);
    return errors.isEmpty() && address.isPresent() && security.isPresent()
        ? new Checked(
            Optional.of(
                new UaTarget(
                    server.serverId(),
                    address.get(),
                    security.get(),
                    user,
                    server.password(),
                    timeout,
                    devices)),
            List.of())
        : new Checked(Optional.empty(), List.copyOf(errors));
  }

  private static Optional<Address> address(
      @Nullable Object value, BiConsumer<String, String> wrong) {
    String text = value == null ? "" : value.toString().strip();
    Matcher matcher = URL.matcher(text);
    if (!matcher.matches()) {
      wrong.accept(
          "url",
          (text.isEmpty() ? "is missing" : "'" + text + "' is not the address of an OPC UA server")
              + "; it must have the form opc.tcp://host:port");
      return Optional.empty();
    }
    String behind = matcher.group(2);
    int port = behind == null ? DEFAULT_PORT : Integer.parseInt(behind.substring(1));
    if (port == 0 || port > 65_535) {
      wrong.accept("url", "has the port " + port + "; allowed is 1 to 65535");
      return Optional.empty();
    }
    String path = matcher.group(3);
    return Optional.of(
        new Address(matcher.group(1), port, path == null || path.equals("/") ? "" : path));
  }

  private static String user(FieldServer server, BiConsumer<String, String> wrong) {
    Object value = server.members().get("userName");
    String user = value == null ? "" : value.toString();
    if (user.isEmpty() && server.password().filter(each -> !each.reveal().isEmpty()).isPresent()) {
      wrong.accept("userName", "is missing, but there is a password");
    }
    return user;
  }

  private static Duration timeout(@Nullable Object value, BiConsumer<String, String> wrong) {
    if (value == null || "".equals(value)) {
      return DEFAULT_TIMEOUT;
    }
    try {
      int seconds = new BigDecimal(value.toString().strip()).intValueExact();
      if (seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    wrong.accept(
        "timeout",
        "'" + value + "' is not a number of seconds from 1 to " + LONGEST_TIMEOUT_SECONDS);
    return DEFAULT_TIMEOUT;
  }

  private static Map<DeviceIdentity, UaDevice> devices(
      List<FieldDevice> devices, List<FieldError> errors) {
    Map<DeviceIdentity, UaDevice> read = new LinkedHashMap<>();
    // Reports an invalid model once, even if several devices have it.
    Set<FieldError> all = new LinkedHashSet<>();
    Set<List<String>> paths = new HashSet<>();
    for (FieldDevice device : devices) {
      UaDevice found = UaDevice.read(device, all::add);
      read.put(device.identity(), found);
      if (!found.path().isEmpty() && !paths.add(found.path())) {
        all.add(
            new FieldError(
                device.place(),
                "displayNamePath",
                "'" + found.shownPath() + "' is also the path of another device of this server"));
      }
    }
    errors.addAll(all);
    return read;
  }
}
