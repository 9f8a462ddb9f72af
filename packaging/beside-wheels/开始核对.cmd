@echo off
rem Runs what 安装.cmd has installed.
chcp 65001 >nul
cd /d "%~dp0"
program\Scripts\python -m orgtransfer start %*
pause
