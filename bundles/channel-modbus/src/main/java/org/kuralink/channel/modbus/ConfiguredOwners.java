/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a serial port, or a host with its port, stands in the configuration of any other
 * component, as the drivers of Kura have them. Any thread may call.
 */
final class ConfiguredOwners implements LineWires.PortOwners {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredOwners.class);
  private static final String OURS = "org.kuralink.";
  private static final String KURA_PID = "kura.service.pid";

  private final Supplier<@Nullable ConfigurationAdmin> admin;

  /** Asks whoever is there. */
  ConfiguredOwners(Supplier<@Nullable ConfigurationAdmin> admin) {
    this.admin = admin;
  }

  @Override
  public Optional<String> ownerOf(LineAddress address) {
    ConfigurationAdmin present = admin.get();
    try {
      Configuration[] all = present == null ? null : present.listConfigurations(null);
      return all == null
          ? Optional.empty()
          : Arrays.stream(all)
              .filter(each -> !isOurs(each) && names(each.getProperties(), address))
              .map(ConfiguredOwners::nameOf)
              .findFirst();
    } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
      LOG.debug("configurations cannot be listed: {}", e.toString());
      return Optional.empty();
    }
  }

  private static boolean isOurs(Configuration configuration) {
    String factory = configuration.getFactoryPid();
    return (factory == null ? configuration.getPid() : factory).startsWith(OURS);
  }

  private static String nameOf(Configuration configuration) {
    Dictionary<String, Object> properties = configuration.getProperties();
    Object name = properties == null ? null : properties.get(KURA_PID);
    return name == null ? configuration.getPid() : name.toString();
  }

  private static boolean names(
      @Nullable Dictionary<String, Object> properties, LineAddress address) {
    if (properties == null) {
      return false;
    }
    Set<String> values = new HashSet<>();
    for (Enumeration<Object> all = properties.elements(); all.hasMoreElements(); ) {
      texts(all.nextElement()).map(ConfiguredOwners::plain).forEach(values::add);
    }
    if (address instanceof LineAddress.Network network) {
      String host = network.host().toLowerCase(Locale.ROOT);
      String both = host + ":" + network.port();
      return values.contains(host) && values.contains(Integer.toString(network.port()))
          || values.stream().anyMatch(value -> value.equals(both) || isUrlOf(value, both));
    }
    return values.contains(plain(address.key()));
  }

  /** Several names lead to one port, as those in {@code /dev/serial} do. */
  private static String plain(String text) {
    try {
      return (text.startsWith("/") ? Path.of(text).toRealPath().toString() : text)
          .toLowerCase(Locale.ROOT);
    } catch (IOException | InvalidPathException e) {
      return text.toLowerCase(Locale.ROOT);
    }
  }

  private static boolean isUrlOf(String value, String both) {
    int at = value.indexOf("://" + both);
    int end = at + 3 + both.length();
    return at > 0 && (end == value.length() || !Character.isDigit(value.charAt(end)));
  }

  private static Stream<String> texts(Object value) {
    if (value instanceof Object[] array) {
      return Arrays.stream(array).map(String::valueOf);
    }
    return value instanceof Collection<?> collection
        ? collection.stream().map(String::valueOf)
        : Stream.of(value.toString());
  }
}
