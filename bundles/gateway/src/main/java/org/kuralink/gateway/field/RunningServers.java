/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway.field;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldChannelsStatus;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * The open servers: those of the configuration in force that have devices and a channel. A server
 * that does not change stays open. Changed on the channel thread.
 */
final class RunningServers {

  private final ChannelRegistry channels;
  private final ChannelCalls calls;
  private final Reporting reports;
  private final Consumer<Set<DeviceIdentity>> served;
  private volatile FieldConfiguration configuration = FieldConfiguration.EMPTY;
  private volatile Map<String, Held> held = Map.of();
  private volatile Map<DeviceIdentity, Held> byDevice = Map.of();

  /**
   * Creates an empty set of servers.
   *
   * @param reports creates the reports of a server
   * @param served takes the devices behind open servers, after each change
   */
  RunningServers(
      ChannelRegistry channels,
      ChannelCalls calls,
      Reporting reports,
      Consumer<Set<DeviceIdentity>> served) {
    this.channels = channels;
    this.calls = calls;
    this.reports = reports;
    this.served = served;
  }

  /** Creates the reports of a server. */
  @FunctionalInterface
  interface Reporting {

    /**
     * Creates the reports of one server.
     *
     * @param open tells whether reports of the server still count
     */
    FieldReports of(FieldServer server, BooleanSupplier open);
  }

  private record Held(
      FieldServer server, FieldChannel channel, OpenFieldServer open, AtomicBoolean ended) {}

  /**
   * The changes by a configuration, as the ids of servers.
   *
   * @param waiting the servers without a channel
   */
  record Changes(
      List<String> opened,
      List<String> changed,
      List<String> closed,
      List<String> unchanged,
      List<String> waiting) {

    String words() {
      List<String> words = new ArrayList<>();
      add(words, opened, "opened");
      add(words, changed, "reopened");
      add(words, closed, "closed");
      add(words, waiting, "left out");
      words.add(unchanged.size() + " servers unchanged");
      return String.join(", ", words);
    }

    private static void add(List<String> words, List<String> ids, String what) {
      if (!ids.isEmpty()) {
        words.add(
            String.join(" ", ids.subList(0, Math.min(ids.size(), 10)))
                + (ids.size() > 10 ? " and " + (ids.size() - 10) + " more" : "")
                + " "
                + what);
      }
    }
  }

  /** Applies a configuration; closes servers before it opens others. */
  Changes apply(FieldConfiguration next) {
    List<String> waiting = new ArrayList<>();
    Map<String, FieldChannel> wanted = wanted(next, waiting);
    Map<String, Held> now = new LinkedHashMap<>();
    Map<String, Held> ending = new LinkedHashMap<>();
    held.forEach(
        (id, one) -> {
          boolean same =
              wanted.get(id) == one.channel && next.find(id).filter(one.server::equals).isPresent();
          (same ? now : ending).put(id, one);
        });
    List<String> unchanged = List.copyOf(now.keySet());
    show(next, now);
    close(ending);
    List<String> opened = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    wanted.forEach(
        (id, channel) -> {
          if (now.containsKey(id)) {
            return;
          }
          Optional<Held> fresh = open(next.find(id).orElseThrow(), channel);
          fresh.ifPresent(one -> now.put(id, one));
          (fresh.isEmpty() ? waiting : ending.containsKey(id) ? changed : opened).add(id);
        });
    show(next, now);
    List<String> closed = ending.keySet().stream().filter(id -> !now.containsKey(id)).toList();
    return new Changes(opened, changed, closed, unchanged, waiting);
  }

  private Map<String, FieldChannel> wanted(FieldConfiguration next, List<String> waiting) {
    Map<String, FieldChannel> wanted = new LinkedHashMap<>();
    for (FieldServer server : next.servers()) {
      if (!server.devices().isEmpty()) {
        channels
            .of(server.protocol())
            .ifPresentOrElse(
                channel -> wanted.put(server.serverId(), channel),
                () -> waiting.add(server.serverId()));
      }
    }
    return wanted;
  }

  /** Opens a server; one that opens only after the time for the call is closed again. */
  private Optional<Held> open(FieldServer server, FieldChannel channel) {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<OpenFieldServer> opened = new CompletableFuture<>();
    calls.call(
        "open of server " + server.serverId(),
        () -> {
          OpenFieldServer fresh = channel.open(server, reports.of(server, () -> !ended.get()));
          if (!opened.complete(fresh)) {
            fresh.close();
          }
          return fresh;
        });
    ended.set(opened.cancel(false));
    return ended.get()
        ? Optional.empty()
        : Optional.ofNullable(opened.join()).map(open -> new Held(server, channel, open, ended));
  }

  private void close(Map<String, Held> ending) {
    ending.values().forEach(one -> one.ended.set(true));
    calls.all(
        ending.values().stream().<Runnable>map(one -> one.open::close).toList(),
        "close of a server of field channels");
  }

  private void show(FieldConfiguration next, Map<String, Held> now) {
    Map<DeviceIdentity, Held> devices = new HashMap<>();
    Set<DeviceIdentity> order = new LinkedHashSet<>();
    for (Held one : now.values()) {
      for (FieldDevice device : one.server.devices()) {
        devices.put(device.identity(), one);
        order.add(device.identity());
      }
    }
    configuration = next;
    held = Map.copyOf(now);
    byDevice = Map.copyOf(devices);
    served.accept(order);
  }

  /** Closes all servers; the configuration stays known. */
  void close() {
    Map<String, Held> before = held;
    held = Map.of();
    byDevice = Map.of();
    close(before);
  }

  /** Returns the configuration in force. Any thread may call. */
  FieldConfiguration configuration() {
    return configuration;
  }

  /** Returns the devices of the open servers. Any thread may call. */
  Set<DeviceIdentity> devices() {
    return byDevice.keySet();
  }

  /** Returns the open server of a device. Any thread may call. */
  Optional<OpenFieldServer> of(DeviceIdentity device) {
    return Optional.ofNullable(byDevice.get(device)).map(Held::open);
  }

  /** Tells whether another channel would serve a server of the configuration now. */
  boolean isOutdated(FieldServer server) {
    Held one = held.get(server.serverId());
    FieldChannel best = channels.of(server.protocol()).orElse(null);
    return best != (one == null ? null : one.channel);
  }

  /** Returns the status of all servers. Any thread may call. */
  List<FieldChannelsStatus.Server> status() {
    List<FieldChannelsStatus.Server> shown = new ArrayList<>();
    Map<String, Held> now = held;
    for (FieldServer server : configuration.servers()) {
      shown.add(
          new FieldChannelsStatus.Server(
              server.serverId(),
              server.members().get("name") instanceof String name ? name : "",
              server.protocol(),
              server.devices().stream().map(FieldDevice::identity).toList(),
              Optional.ofNullable(now.get(server.serverId())).map(one -> one.open.status())));
    }
    return shown;
  }

  /** Groups the names of devices by product. */
  static Map<String, Set<String>> byProduct(Set<DeviceIdentity> devices) {
    Map<String, Set<String>> byProduct = new TreeMap<>();
    for (DeviceIdentity device : devices) {
      byProduct
          .computeIfAbsent(device.productKey(), key -> new TreeSet<>())
          .add(device.deviceName());
    }
    return byProduct;
  }
}
