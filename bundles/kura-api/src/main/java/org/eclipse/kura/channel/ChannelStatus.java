/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.channel;

import org.osgi.annotation.versioning.ProviderType;

/** The result of an operation on a channel, with its cause. */
@ProviderType
public class ChannelStatus {

  private final ChannelFlag channelFlag;
  private final String exceptionMessage;
  private final Exception exception;

  /** Creates a status without further information. */
  public ChannelStatus(ChannelFlag channelFlag) {
    this(channelFlag, null, null);
  }

  /** Creates a status with a message and an exception; either may be null. */
  public ChannelStatus(ChannelFlag channelFlag, String exceptionMessage, Exception exception) {
    this.channelFlag = channelFlag;
    this.exceptionMessage = exceptionMessage;
    this.exception = exception;
  }

  public ChannelFlag getChannelFlag() {
    return channelFlag;
  }

  /** Returns the message of the failure; may be null. */
  public String getExceptionMessage() {
    return exceptionMessage;
  }

  /** Returns the cause of the failure; may be null. */
  public Exception getException() {
    return exception;
  }
}
