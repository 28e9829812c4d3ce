/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.link;

import org.kuralink.api.connection.DeviceLink;

/**
 * A part of a thing that hears the platform through a link: the gateway's own or that of a
 * sub-device. Called on the thing's thread.
 */
public interface Role {

  /**
   * The link has come: answers its methods, subscribes to its topics.
   *
   * @throws IllegalStateException if somebody else answers one of the methods still; the role is
   *     then detached and attached again later
   */
  void attach(DeviceLink link);

  /** The link has gone, or attaching has failed half-way: lets go of it. */
  void detach();
}
