@echo off
rem Starts the standalone gateway, or gives one that runs a command; needs Java 17 or later. See gateway --help.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -Dfile.encoding=UTF-8 -Dkuralink.home="%~dp0.." -cp "%~dp0..\lib\*" org.kuralink.standalone.Gateway %*
