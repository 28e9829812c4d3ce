/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kuralink.api.connection.Secret;

/**
 * A server of a field protocol (an entry of {@code serverList}, developer guide 9.6) with the
 * devices behind it: a Modbus line or address, an OPC UA server. Two are equal if nothing about
 * them changed: then the one that is open stays open.
 *
 * @param place where it stands, for people, for example {@code serverList[2]}; no part of equality
 * @param serverId which names it in {@code deviceList}, compared whole
 * @param protocol its {@code protocol}, or {@link FieldChannel#OPC_UA}
 * @param members of the entry as they stand in the file: {@code String}, {@code Boolean}, {@code
 *     BigDecimal} (each number as it is written), {@code Map} and {@code List} of them; without
 *     {@code password}
 * @param password in clear; kept in memory alone
 * @param devices behind it, in the order of {@code deviceList}
 */
public record FieldServer(
    String place,
    String serverId,
    String protocol,
    Map<String, Object> members,
    Optional<Secret> password,
    List<FieldDevice> devices) {

  /** Copies the members and the list. */
  public FieldServer {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    devices = List.copyOf(devices);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldServer that
        && serverId.equals(that.serverId)
        && protocol.equals(that.protocol)
        && members.equals(that.members)
        && password.equals(that.password)
        && devices.equals(that.devices);
  }

  @Override
  public int hashCode() {
    return serverId.hashCode();
  }
}
