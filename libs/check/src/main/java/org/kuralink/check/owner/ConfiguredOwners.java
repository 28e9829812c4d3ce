/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.check.owner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.check.ConfigurationCheck;
import org.kuralink.check.ConfigurationCheck.Instance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds components of other vendors whose configuration contains a serial port, or a host with its
 * port, as Kura's drivers have them: in one property, or as an address and a number in two
 * properties of one configuration. Any thread may call.
 */
public final class ConfiguredOwners {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredOwners.class);
  private static final String OPC_UA = "opc.tcp";
  private static final int PORT_OF_OPC_UA = 4840;
  private static final int LONGEST_PORT = 5;
  private static final int NONE = -1;

  private static final String HOST = "(\\[[^\\]\\s]+]|[^:/?#@\\[\\]\\s]+)";
  private static final Pattern PAIR = Pattern.compile(HOST + ":(\\d{1,5})");
  private static final Pattern URL =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/@\\s]*@)?" + HOST + "(?::(\\d{1,5}))?");

  /** Matches numeric addresses only, so that no name is looked up. */
  private static final Pattern NUMERIC =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f.:%]*");

  private final Inventory configurations;

  /** Lists all configurations of the framework. */
  @FunctionalInterface
  public interface Inventory {

    /**
     * Returns the stored configurations of all components.
     *
     * @throws Exception if they cannot be listed now; then no owner is found
     */
    Collection<Instance> all() throws Exception;

    /**
     * Creates an inventory from the data of a framework.
     *
     * @param listed null if there are none, or they cannot be listed
     * @param factoryPid null for a singleton
     * @param properties null if it has none
     */
    static <C> Inventory listed(
        Callable<C @Nullable []> listed,
        Function<C, String> pid,
        Function<C, @Nullable String> factoryPid,
        Function<C, @Nullable Dictionary<String, ?>> properties) {
      return () -> {
        C @Nullable [] all = listed.call();
        return all == null
            ? List.of()
            : Arrays.stream(all)
                .map(
                    each ->
                        Instance.of(
                            pid.apply(each), factoryPid.apply(each), properties.apply(each)))
                .toList();
      };
    }
  }

  private record Place(String host, int port) {}

  /** Lists the configurations at each call. */
  public ConfiguredOwners(Inventory configurations) {
    this.configurations = configurations;
  }

  /**
   * Returns the owner of a serial port, under any of its names.
   *
   * @return the name of the component
   */
  public Optional<String> ofPort(String path) {
    String plain = plain(path);
    return owner(texts -> texts.stream().anyMatch(text -> plain(text).equals(plain)));
  }

  /**
   * Returns the owner of a port of a host.
   *
   * @param host a name or an address; no name is looked up
   * @return the name of the component
   */
  public Optional<String> ofAddress(String host, int port) {
    Place place = new Place(host(host), port);
    String number = Integer.toString(port);
    return owner(
        texts ->
            texts.contains(number) && texts.stream().anyMatch(text -> host(text).equals(place.host))
                || texts.stream().anyMatch(text -> names(text, place)));
  }

  private Optional<String> owner(Predicate<Set<String>> has) {
    try {
      return configurations.all().stream()
          .filter(each -> !each.isOurs() && has.test(texts(each)))
          .map(ConfiguredOwners::nameOf)
          .findFirst();
    } catch (Exception e) {
      LOG.debug("configurations cannot be listed: {}", e.toString());
      return Optional.empty();
    }
  }

  private static String nameOf(Instance configured) {
    Object name = configured.properties().get(ConfigurationCheck.NAME);
    return name == null ? configured.pid() : name.toString();
  }

  private static Set<String> texts(Instance configured) {
    Set<String> texts = new HashSet<>();
    configured.properties().values().stream()
        .flatMap(ConfiguredOwners::values)
        .filter(Objects::nonNull)
        .forEach(value -> texts.add(value.toString().strip()));
    return texts;
  }

  private static Stream<?> values(Object value) {
    return value instanceof Object[] array
        ? Arrays.stream(array)
        : value instanceof Collection<?> several ? several.stream() : Stream.of(value);
  }

  private static boolean names(String text, Place place) {
    Matcher pair = PAIR.matcher(text);
    if (pair.matches() && place.equals(new Place(host(pair.group(1)), port(pair.group(2))))) {
      return true;
    }
    for (Matcher url = URL.matcher(text); url.find(); ) {
      String port = url.group(3);
      int number =
          port != null ? port(port) : OPC_UA.equalsIgnoreCase(url.group(1)) ? PORT_OF_OPC_UA : NONE;
      if (place.equals(new Place(host(url.group(2)), number))) {
        return true;
      }
    }
    return false;
  }

  private static int port(String digits) {
    return digits.length() > LONGEST_PORT ? NONE : Integer.parseInt(digits);
  }

  /** Normalizes a host: an address has several spellings, and names ignore case. */
  private static String host(String text) {
    String bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (NUMERIC.matcher(bare).matches()) {
      try {
        return InetAddress.getByName(bare).getHostAddress();
      } catch (UnknownHostException e) {
        return bare.toLowerCase(Locale.ROOT);
      }
    }
    return bare.toLowerCase(Locale.ROOT);
  }

  /**
   * Normalizes a path: several names may lead to one port, such as those in {@code /dev/serial}.
   */
  private static String plain(String text) {
    try {
      return (text.startsWith("/") ? Path.of(text).toRealPath().toString() : text)
          .toLowerCase(Locale.ROOT);
    } catch (IOException | InvalidPathException e) {
      return text.toLowerCase(Locale.ROOT);
    }
  }
}
