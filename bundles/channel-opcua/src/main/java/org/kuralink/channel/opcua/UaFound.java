/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.connection.DeviceIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes found on a server, kept over reconnections until the server restarts. All methods
 * except {@link #of} and {@link #clear} are called on the thread of the server.
 */
final class UaFound {

  private static final Logger LOG = LoggerFactory.getLogger(UaFound.class);

  private final UaTarget target;
  private final UaRecord kept;
  private final Map<DeviceIdentity, UaNodes> nodes = new ConcurrentHashMap<>();
  private final Map<DeviceIdentity, String> missing = new HashMap<>();
  private String serverStart = "";

  UaFound(UaTarget target, UaRecord kept) {
    this.target = target;
    this.kept = kept;
  }

  @Nullable UaNodes of(DeviceIdentity device) {
    return nodes.get(device);
  }

  void clear() {
    nodes.clear();
  }

  boolean areComplete() {
    return nodes.values().stream().allMatch(UaNodes::isComplete);
  }

  /** Discards the nodes, because a restarted server may assign its NodeIds to other nodes. */
  void serverStarted(String now) {
    if (!now.equals(serverStart)) {
      nodes.clear();
      serverStart = now;
    }
  }

  /** Returns whether nodes of an earlier search no longer exist. */
  boolean watch(UaNodes.Finder finder, UaSubscription at, UaDevice device) throws FieldException {
    UaNodes before = nodes.get(device.identity());
    boolean cached = before != null && before.isComplete();
    UaNodes found = cached && before != null ? before : finder.find(device);
    nodes.put(device.identity(), found);
    tell(device, found);
    Map<UaSubscription.Watched, StatusCode> refused = at.watch(device, found);
    refused.forEach(
        (point, status) ->
            kept.bad(
                device,
                point.point().identifier(),
                "the server refuses to monitor it: " + UaWords.name(status)));
    return cached && !refused.isEmpty();
  }

  private void tell(UaDevice device, UaNodes found) {
    found.errors().forEach((name, why) -> kept.bad(device, name, why));
    String words = String.join("; ", found.errors().values());
    String before = missing.put(device.identity(), words);
    if (!words.isEmpty() && !words.equals(before)) {
      LOG.warn("{}: {}: {}", target.address(), device.identity(), words);
    }
  }

  /** Monitors the nodes that exist now and did not exist before. */
  void lookAgain(UaNodes.Finder finder, UaSubscription at, UaDevice device) throws FieldException {
    UaNodes before = nodes.get(device.identity());
    UaNodes now = before == null || before.isComplete() ? before : finder.find(device);
    if (now != null && before != null && !now.errors().equals(before.errors())) {
      nodes.put(device.identity(), now);
      tell(device, now);
      at.watch(device, now.without(before));
    }
  }
}
