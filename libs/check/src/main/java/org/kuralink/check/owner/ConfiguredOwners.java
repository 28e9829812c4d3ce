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
 * Looks whether a serial port, or a host with its port, stands in the configuration of any other
 * component, as the drivers of Kura have them: in one property, or as an address and a number in
 * two of the same configuration. Any thread may call.
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

  /** So that no name is ever looked up. */
  private static final Pattern NUMERIC =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f.:%]*");

  private final Inventory configurations;

  /** All that is configured in the framework. */
  @FunctionalInterface
  public interface Inventory {

    /**
     * As they are stored, of whatever component.
     *
     * @throws Exception if they cannot be listed now: then nobody has anything
     */
    Collection<Instance> all() throws Exception;

    /**
     * As a framework lists them, by what it says of each.
     *
     * @param listed null where there are none, or nobody lists them
     * @param factoryPid null for what is no factory
     * @param properties null while it has none
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

  /** Asks each time anew. */
  public ConfiguredOwners(Inventory configurations) {
    this.configurations = configurations;
  }

  /**
   * Who has a serial port, under any of its names.
   *
   * @return what people call the component by
   */
  public Optional<String> ofPort(String path) {
    String plain = plain(path);
    return owner(texts -> texts.stream().anyMatch(text -> plain(text).equals(plain)));
  }

  /**
   * Who has a port of a host.
   *
   * @param host a name or an address; none is looked up
   * @return what people call the component by
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

  /** An address has several spellings, and names differ in no capital. */
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

  /** Several names lead to one port, as those in {@code /dev/serial} do. */
  private static String plain(String text) {
    try {
      return (text.startsWith("/") ? Path.of(text).toRealPath().toString() : text)
          .toLowerCase(Locale.ROOT);
    } catch (IOException | InvalidPathException e) {
      return text.toLowerCase(Locale.ROOT);
    }
  }
}
