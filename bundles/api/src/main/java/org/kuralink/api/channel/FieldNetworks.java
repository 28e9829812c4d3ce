/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The addresses to which a pushed configuration may make this gateway connect, from the operator's
 * setting {@code networks} of a channel. The setting is a comma-separated list of {@code private}
 * (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7), {@code loopback} (including all addresses
 * of this machine), {@code link-local}, {@code any} (all addresses except loopback and link-local
 * ones), single addresses, and networks such as {@code 10.20.0.0/16}. Immutable; any thread may
 * call.
 */
public final class FieldNetworks {

  /** The name of the configuration property. */
  public static final String PROPERTY = "networks";

  /** The value of an empty setting. */
  public static final String DEFAULT = "private";

  private static final String LOOPBACK = "loopback";
  private static final String LINK_LOCAL = "link-local";
  private static final String ANY = "any";
  private static final List<Range> PRIVATE =
      List.of(
          Range.of("10.0.0.0/8"),
          Range.of("172.16.0.0/12"),
          Range.of("192.168.0.0/16"),
          Range.of("fc00::/7"));

  private final String text;
  private final List<Range> ranges = new ArrayList<>();
  private boolean privates;
  private boolean loopback;
  private boolean linkLocal;
  private boolean any;

  private FieldNetworks(String text) {
    this.text = text;
    for (String each : text.split(",", -1)) {
      add(each.strip().toLowerCase(Locale.ROOT));
    }
  }

  /**
   * Parses the operator's setting; an empty one means {@link #DEFAULT}.
   *
   * @throws IllegalArgumentException if the setting is invalid; the message says what is allowed
   */
  public static FieldNetworks of(String text) {
    return new FieldNetworks(text.isBlank() ? DEFAULT : text.strip());
  }

  private void add(String word) {
    switch (word) {
      case DEFAULT -> privates = true;
      case LOOPBACK -> loopback = true;
      case LINK_LOCAL -> linkLocal = true;
      case ANY -> any = true;
      default -> ranges.add(Range.of(word));
    }
  }

  /**
   * Returns why a connection to an address is not allowed. Callers check the resolved address, and
   * connect to this same address.
   *
   * @return a message that names the setting; empty if the address is allowed
   */
  public Optional<String> refusal(InetAddress address) {
    String shown = address.getHostAddress();
    boolean named = ranges.stream().anyMatch(range -> range.includes(address));
    if (address.isMulticastAddress() || isBroadcast(address)) {
      return Optional.of(shown + " is a multicast or broadcast address");
    }
    if (isOwn(address)) {
      return loopback || named
          ? Optional.empty()
          : Optional.of(
              shown + " is this gateway itself; " + PROPERTY + " allows it by 'loopback'");
    }
    if (address.isLinkLocalAddress()) {
      return linkLocal || named
          ? Optional.empty()
          : Optional.of(shown + " is link-local; " + PROPERTY + " allows it by 'link-local'");
    }
    return any || named || privates && PRIVATE.stream().anyMatch(range -> range.includes(address))
        ? Optional.empty()
        : Optional.of(shown + " is not in " + PROPERTY + " (" + text + ")");
  }

  /**
   * Resolves a host and returns its first allowed address. Blocks during the name resolution.
   *
   * @param host a name or an address, an IPv6 address with or without brackets
   * @return the address, with the host as its name
   * @throws FieldException {@code FORBIDDEN} if no address is allowed, {@code UNREACHABLE} if there
   *     is none
   */
  public InetAddress resolve(String host) throws FieldException {
    return resolve(host, InetAddress::getAllByName);
  }

  /** Resolves a host like {@link InetAddress#getAllByName}. */
  @FunctionalInterface
  interface Names {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  InetAddress resolve(String host, Names names) throws FieldException {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    InetAddress[] all;
    try {
      all = names.of(bare);
    } catch (UnknownHostException e) {
      throw new FieldException(
          FieldException.Cause.UNREACHABLE, "the host " + host + " cannot be resolved");
    }
    for (InetAddress address : all) {
      if (refusal(address).isEmpty()) {
        return address;
      }
    }
    throw new FieldException(FieldException.Cause.FORBIDDEN, refusal(all[0]).orElse(host));
  }

  private static boolean isBroadcast(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 && Arrays.equals(bytes, new byte[] {-1, -1, -1, -1});
  }

  private static boolean isOwn(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldNetworks that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the setting as the operator wrote it. */
  @Override
  public String toString() {
    return text;
  }

  private record Range(InetAddress network, int bits) {

    static Range of(String word) {
      int slash = word.indexOf('/');
      String address = slash < 0 ? word : word.substring(0, slash);
      try {
        // No names: resolving them would use the name service, whose answers change.
        if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*")) {
          throw new UnknownHostException(address);
        }
        InetAddress network = InetAddress.getByName(address);
        int most = network.getAddress().length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(word.substring(slash + 1));
        if (bits < 0
            || bits > most
            || network instanceof Inet6Address six && six.getScopeId() > 0) {
          throw new NumberFormatException(word);
        }
        return new Range(network, bits);
      } catch (UnknownHostException | NumberFormatException e) {
        throw new IllegalArgumentException(
            "has '"
                + word
                + "'; allowed are private, loopback, link-local, any, addresses, and networks such as"
                + " 10.20.0.0/16, separated by commas",
            e);
      }
    }

    boolean includes(InetAddress address) {
      byte[] ours = network.getAddress();
      byte[] theirs = address.getAddress();
      if (ours.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
