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

/** How an operation on a channel has ended, and why. */
@ProviderType
public class ChannelStatus {

  private final ChannelFlag channelFlag;
  private final String exceptionMessage;
  private final Exception exception;

  /** Of an operation about which there is nothing more to say. */
  public ChannelStatus(ChannelFlag channelFlag) {
    this(channelFlag, null, null);
  }

  /** Of an operation about which there is more to say; either may be null. */
  public ChannelStatus(ChannelFlag channelFlag, String exceptionMessage, Exception exception) {
    this.channelFlag = channelFlag;
    this.exceptionMessage = exceptionMessage;
    this.exception = exception;
  }

  public ChannelFlag getChannelFlag() {
    return channelFlag;
  }

  /** Why it has failed; may be null. */
  public String getExceptionMessage() {
    return exceptionMessage;
  }

  /** What made it fail; may be null. */
  public Exception getException() {
    return exception;
  }
}
