/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.List;
import java.util.Optional;
import org.kuralink.api.connection.DeviceIdentity;

/**
 * An immutable snapshot of the field channels of a session.
 *
 * @param history the stored configurations, newest first, at most five
 * @param servers the servers of the configuration in force, in its order
 * @param remarks ignored or unusual parts of the configuration
 * @param last the outcome of the configuration that was received last
 */
public record FieldChannelsStatus(
    List<FieldVersion> history,
    List<Server> servers,
    List<String> remarks,
    Optional<FieldOutcome> last) {

  /** Copies the lists. */
  public FieldChannelsStatus {
    history = List.copyOf(history);
    servers = List.copyOf(servers);
    remarks = List.copyOf(remarks);
  }

  /**
   * A server of the configuration.
   *
   * @param serverId the id of the server
   * @param name the display name; may be empty
   * @param protocol the field protocol
   * @param devices the devices behind the server
   * @param status the status reported by the channel; empty while no channel serves the server
   */
  public record Server(
      String serverId,
      String name,
      String protocol,
      List<DeviceIdentity> devices,
      Optional<FieldServerStatus> status) {

    /** Copies the list. */
    public Server {
      devices = List.copyOf(devices);
    }
  }
}
