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
 * The nodes of a server's devices that were found, kept over connections as long as the server was
 * not started anew. All but {@link #of} and {@link #clear} is for the thread of the server.
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

  /** A server that was started anew may give its NodeIds to other nodes. */
  void serverStarted(String now) {
    if (!now.equals(serverStart)) {
      nodes.clear();
      serverStart = now;
    }
  }

  /** Whether nodes that were found before are gone. */
  boolean watch(UaNodes.Finder finder, UaSubscription at, UaDevice device) throws FieldException {
    UaNodes before = nodes.get(device.identity());
    boolean cached = before != null && before.isComplete();
    UaNodes found = cached && before != null ? before : finder.find(device);
    nodes.put(device.identity(), found);
    tell(device, found);
    Map<UaSubscription.Watched, StatusCode> refused = at.watch(device, found);
    refused.forEach(
        (point, status) ->
            kept.bad(device, point.point().identifier(), "is refused: " + UaWords.name(status)));
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

  /** Watches what was not there before and is there now. */
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
