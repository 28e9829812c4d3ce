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
 * How the field channels of a session stand.
 *
 * @param history the configurations that are kept, newest first, at most five
 * @param servers of the configuration in force, in its order
 * @param remarks what of it is left out or was found odd
 * @param last what became of the configuration that came last
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
   * @param serverId which names it
   * @param name for people; may be empty
   * @param protocol that it speaks
   * @param devices behind it
   * @param status as its channel says; empty while nobody here serves it
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
